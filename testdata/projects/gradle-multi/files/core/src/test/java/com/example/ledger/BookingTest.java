package com.example.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class BookingTest {
    @Test
    void keepsItsAmount() {
        assertEquals(BigDecimal.TEN, new Booking("cash", BigDecimal.TEN).amount());
    }
}
