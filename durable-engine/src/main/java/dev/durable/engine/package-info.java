/**
 * The wiring: puts the rooms together, starts the engine with the application and stops it with it. It has three families:
 *
 * <ul>
 *   <li>what an application sees: {@code DurableExecutorBean} and the start with the application or a web module;
 *   <li>one running engine: {@code EngineAssembly} makes its parts, {@code RunningEngine} and {@code Loops} keep them, {@code
 *       Shutdown} stops them in order;
 *   <li>what the container offers: its threads, its web modules, its contexts and its beans behind the interfaces of the
 *       rooms.
 * </ul>
 */
@NullMarked
package dev.durable.engine;

import org.jspecify.annotations.NullMarked;
