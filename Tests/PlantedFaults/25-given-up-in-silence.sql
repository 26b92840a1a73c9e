-- A job is given up whose message may have left, and nobody is told of the message.
-- caught by: StoreTests.DoubtTests/.what a job may have sent that is given up
SELECT pg_temp.mistake('automation.give_up', 'AND delivery.state = ''sending''', 'AND false');
