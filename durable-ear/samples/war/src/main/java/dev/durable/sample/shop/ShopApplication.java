package dev.durable.sample.shop;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** All resources, at the root of the application. */
@ApplicationPath("/")
public class ShopApplication extends Application {}
