package dev.durable.sample.tea;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** All resources, at the root of the module. */
@ApplicationPath("/")
public class TeaApplication extends Application {}
