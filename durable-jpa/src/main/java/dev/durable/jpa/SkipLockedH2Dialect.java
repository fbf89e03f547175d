package dev.durable.jpa;

import org.hibernate.dialect.H2Dialect;

/**
 * H2 skips locked rows, but Hibernate does not ask it to: without this, a claim would wait for every other claim. To be
 * public is what Hibernate asks of a dialect.
 */
public final class SkipLockedH2Dialect extends H2Dialect {

    @Override
    public boolean supportsSkipLocked() {
        return true;
    }
}
