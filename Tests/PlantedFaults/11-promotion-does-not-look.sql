-- Nothing that falls due is ever found.
-- caught by: StoreTests.PromoteTests/.what is due moves on
SELECT pg_temp.mistake('queue.promote', 'CONTINUE WHEN NOT is_due', 'CONTINUE');
