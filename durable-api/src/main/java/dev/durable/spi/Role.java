package dev.durable.spi;

/** What an execution is to its parent. */
public enum Role {
    /** Has no parent. */
    ROOT,
    /** Spawned by the parent's body, and counted by the parent. */
    CHILD,
    /** The combine step of the parent: one for each parent, never counted among its children. */
    COMBINE
}
