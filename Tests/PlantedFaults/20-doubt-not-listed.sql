-- A message is handed over a second time, and nobody is told.
-- caught by: StoreTests.DoubtTests/.a doubtful message is handed over again
SELECT pg_temp.mistake('messaging.hand_over_again',
    $$doubt = 'its worker died while handing it over; handed over again, byte for byte the same'$$,
    'doubt = delivery.doubt');
