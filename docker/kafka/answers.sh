#!/bin/bash
# Whether the broker answers: asked as every client asks first (ApiVersions), without starting a Java program.
set -euo pipefail
exec 3<>/dev/tcp/127.0.0.1/9092
printf '\0\0\0\012\0\022\0\0\0\0\0\1\377\377' >&3
reply=$(head -c 10 <&3 | od -An -tx1 | tr -d ' \n')
# After its length: the number of the request, and no error.
[[ ${reply:8} == 000000010000 ]]
