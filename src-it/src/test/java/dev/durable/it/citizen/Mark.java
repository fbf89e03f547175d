package dev.durable.it.citizen;

/** One object for each class loader that has loaded this class. */
final class Mark {

    static final Mark OF_LOADER = new Mark();

    private Mark() {}
}
