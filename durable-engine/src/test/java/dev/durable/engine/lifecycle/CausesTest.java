package dev.durable.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CausesTest {

    /** Has another cause whenever it is asked. */
    private static final class Endless extends Exception {

        private static final long serialVersionUID = 1L;

        @Override
        public synchronized Throwable getCause() {
            return new Endless();
        }
    }

    /** Does not say. */
    private static final class Mute extends Exception {

        private static final long serialVersionUID = 1L;

        @Override
        public synchronized Throwable getCause() {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void eachCauseIsNamedOnceFromTheThrowableOn() {
        Exception second = new Exception("second");
        Exception first = new Exception("first", second);
        assertThat(Causes.of(first)).containsExactly(first, second);
    }

    @Test
    void causesThatLeadBackEndThere() {
        Exception first = new Exception("first");
        Exception second = new Exception("second", first);
        first.initCause(second);
        assertThat(Causes.of(first)).containsExactly(first, second);
    }

    @Test
    void oneThatDoesNotSayIsTheLast() {
        Exception mute = new Mute();
        assertThat(Causes.of(mute)).containsExactly(mute);
    }

    @Test
    void endlessCausesEndAfterFifty() {
        assertThat(Causes.of(new Endless())).hasSize(50);
    }
}
