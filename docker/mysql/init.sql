-- Databases and users of the platform. The server's administrator runs it; running it again changes nothing.
-- The passwords are for a demo on one machine. Each user may do what its service does, and no more.

CREATE DATABASE IF NOT EXISTS payments;
CREATE DATABASE IF NOT EXISTS notifications;
CREATE DATABASE IF NOT EXISTS kafka_db;

-- The binlog names the columns of its rows, so that a change of a table is never read with the columns of another time.
SET PERSIST binlog_row_metadata = 'FULL';

-- Reads the binlog as a replica does, to publish committed payments.
CREATE USER IF NOT EXISTS 'payments_api'@'%' IDENTIFIED BY 'payments-demo';
GRANT ALL ON payments.* TO 'payments_api'@'%';
GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO 'payments_api'@'%';

CREATE USER IF NOT EXISTS 'notifications'@'%' IDENTIFIED BY 'payments-demo';
GRANT ALL ON notifications.* TO 'notifications'@'%';

-- Recounts from outside: reads, and changes nothing.
CREATE USER IF NOT EXISTS 'auditor'@'%' IDENTIFIED BY 'payments-demo';
GRANT SELECT ON payments.* TO 'auditor'@'%';
GRANT SELECT ON notifications.* TO 'auditor'@'%';
GRANT SELECT ON kafka_db.* TO 'auditor'@'%';
