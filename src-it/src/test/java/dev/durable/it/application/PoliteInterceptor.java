package dev.durable.it.application;

import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;

@Polite
@Interceptor
@Priority(Interceptor.Priority.APPLICATION)
public class PoliteInterceptor {

    @AroundInvoke
    Object greet(InvocationContext call) throws Exception {
        return "Dear " + call.proceed();
    }
}
