package dev.durable.it.caller;

import jakarta.annotation.Resource;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;

/** Says on whose behalf the current thread is at work, as EJBs know it. */
@Stateless
@PermitAll
public class Identity {

    /** What the servlet asks for. */
    static final String ROLE = "clerk";

    @Resource
    SessionContext context;

    public String name() {
        return context.getCallerPrincipal().getName();
    }
}
