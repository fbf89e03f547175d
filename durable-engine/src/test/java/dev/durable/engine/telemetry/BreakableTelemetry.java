package dev.durable.engine.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An OpenTelemetry, and all that it hands out, of which one method may be made to throw. */
final class BreakableTelemetry {

    private final OpenTelemetry sound;
    private final Set<String> called = new TreeSet<>();
    private @Nullable String broken;
    private @Nullable Throwable thrown;

    BreakableTelemetry(OpenTelemetry sound) {
        this.sound = sound;
    }

    OpenTelemetry api() {
        return wrapped(OpenTelemetry.class, sound);
    }

    /** From now on such calls do nothing but throw. */
    void breaks(String call, Throwable what) {
        broken = call;
        thrown = what;
    }

    /** What has been called since that was last asked: the types and the names of the methods. */
    Set<String> called() {
        Set<String> all = Set.copyOf(called);
        called.clear();
        return all;
    }

    private <T> T wrapped(Class<T> type, Object what) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return method.invoke(what, arguments);
                    }
                    String call = type.getSimpleName() + "." + method.getName();
                    called.add(call);
                    if (thrown != null && call.equals(broken)) {
                        throw thrown;
                    }
                    return wrapped(method, answer(method, what, arguments));
                }));
    }

    private @Nullable Object wrapped(Method method, @Nullable Object answer) {
        Class<?> type = method.getReturnType();
        boolean wrap = answer != null && type.isInterface() && type.getName().startsWith("io.opentelemetry.");
        return wrap ? wrapped(type, answer) : answer;
    }

    private static Object answer(Method method, Object what, Object[] arguments) throws Throwable {
        try {
            return method.invoke(what, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
