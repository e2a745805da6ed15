package com.example.ledger;

import java.math.BigDecimal;

public record Booking(String account, BigDecimal amount) {}
