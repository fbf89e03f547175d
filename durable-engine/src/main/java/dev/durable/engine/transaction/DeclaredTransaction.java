package dev.durable.engine.transaction;

import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.lang.reflect.Method;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code @Transactional} asks for a method of a bean.
 *
 * @param type how the method goes with the transaction that it is called in
 */
public record DeclaredTransaction(TxType type) {

    private static final Set<TxType> BEGINNING = EnumSet.of(TxType.REQUIRED, TxType.REQUIRES_NEW);
    private static final Set<TxType> LEAVING = EnumSet.of(TxType.REQUIRES_NEW, TxType.NOT_SUPPORTED, TxType.NEVER);

    /** What stands at the method, otherwise at the class of the bean or its superclasses. */
    public static Optional<DeclaredTransaction> of(Class<?> beanClass, Method method) {
        return Optional.ofNullable(method.getAnnotation(Transactional.class))
                .or(() -> Optional.ofNullable(beanClass.getAnnotation(Transactional.class)))
                .map(annotation -> new DeclaredTransaction(annotation.value()));
    }

    /** Whether the method runs in a transaction of its own when it is called without one. */
    public boolean begins() {
        return BEGINNING.contains(type);
    }

    /** Whether the method does not run in the transaction that it is called in. */
    public boolean leaves() {
        return LEAVING.contains(type);
    }

    /** As it is written. */
    @Override
    public String toString() {
        return "@Transactional(" + type + ")";
    }
}
