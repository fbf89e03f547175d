package dev.durable.it.caller;

/** Who calls in these tests. */
final class Callers {

    /** An identity as libraries keep one. */
    static final ThreadLocal<String> OF_THREAD = new ThreadLocal<>();

    private Callers() {}
}
