package dev.durable.example.web;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Everything under {@code /intakes} is the REST interface; the rest of the context is the static page. */
@ApplicationPath("/intakes")
public class IntakeApplication extends Application {}
