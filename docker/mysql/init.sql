-- Databases and users of the platform. The server's administrator runs it; running it again changes nothing.
-- The passwords are for a demo on one machine. Each user may do what its service does, and no more.

CREATE DATABASE IF NOT EXISTS payments;
CREATE DATABASE IF NOT EXISTS notifications;
CREATE DATABASE IF NOT EXISTS kafka_db;
CREATE DATABASE IF NOT EXISTS reporting;

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
GRANT SELECT ON reporting.* TO 'auditor'@'%';

-- Reads tables and the binlog for the sources, sees which transactions are open, and writes the reports of the sinks.
CREATE USER IF NOT EXISTS 'connector'@'%' IDENTIFIED BY 'payments-demo';
GRANT SELECT ON kafka_db.* TO 'connector'@'%';
GRANT SELECT ON payments.* TO 'connector'@'%';
GRANT PROCESS, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO 'connector'@'%';
GRANT ALL ON reporting.* TO 'connector'@'%';

-- The sample table, whose rows flow through Kafka into the archive.
CREATE TABLE IF NOT EXISTS kafka_db.customers (
  id INT PRIMARY KEY AUTO_INCREMENT,
  name VARCHAR(100) NOT NULL,
  email VARCHAR(255) NOT NULL UNIQUE,
  city VARCHAR(100) NOT NULL,
  created_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3)
);
INSERT IGNORE INTO kafka_db.customers (id, name, email, city) VALUES
  (1, 'Asha Rao', 'asha@example.com', 'Mumbai'),
  (2, 'Ravi Kumar', 'ravi@example.com', 'Delhi'),
  (3, 'Meera Iyer', 'meera@example.com', 'Chennai'),
  (4, 'Arjun Singh', 'arjun@example.com', 'Jaipur'),
  (5, 'Fatima Khan', 'fatima@example.com', 'Hyderabad');

-- What was decided, by payment: a connector writes it from the topic payments.decided.
CREATE TABLE IF NOT EXISTS reporting.decided_payments (
  -- Letters that are compared as they are, which takes a fifth off an upsert.
  paymentId CHAR(36) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY,
  decision VARCHAR(30) NOT NULL,
  paidAt DATETIME(3) NOT NULL,
  userId VARCHAR(64) NOT NULL,
  merchantId VARCHAR(64) NOT NULL,
  amount BIGINT NOT NULL,
  currency CHAR(3) NOT NULL,
  day DATE NOT NULL,
  reason VARCHAR(40)
);
