#!/bin/bash
# Starts MySQL so that it heals: databases and accounts are set up at every start and not only on a new volume, accounts
# have the passwords of today, and a volume that was left half made is made anew.
set -euo pipefail
data=/var/lib/mysql
half_made=$data/.half-made
sql=/tmp/set-up.sql

quoted() {
  local text=${1//\\/\\\\}
  printf "'%s'" "${text//\'/\\\'}"
}

# What docker/mysql/init.sql sets up, with the password of the environment.
set_up() {
  local statements password
  statements=$(</payments/init.sql)
  password=$(quoted "$SERVICES_PASSWORD")
  echo "${statements//"'payments-demo'"/"$password"}"
}

# The same for accounts that are there already.
change_passwords() {
  local root
  root=$(quoted "$MYSQL_ROOT_PASSWORD")
  set_up | grep '^CREATE USER' | sed 's/^CREATE USER IF NOT EXISTS/ALTER USER/'
  echo "CREATE USER IF NOT EXISTS 'root'@'%';"
  echo "GRANT ALL ON *.* TO 'root'@'%' WITH GRANT OPTION;"
  echo "ALTER USER 'root'@'%' IDENTIFIED BY $root, 'root'@'localhost' IDENTIFIED BY $root;"
}

if [ -e "$half_made" ]; then
  echo 'The making of this volume was interrupted: it is made anew.'
  find "$data" -mindepth 1 -delete
fi
if [ -d "$data/mysql" ]; then
  { set_up; change_passwords; } >"$sql"
  set -- "$@" --init-file="$sql"
else
  touch "$half_made"
  set_up >/docker-entrypoint-initdb.d/1-set-up.sql
  echo "rm $half_made" >/docker-entrypoint-initdb.d/2-made.sh
fi
exec docker-entrypoint.sh mysqld "$@"
