/** All kinds of callers of the engine: servlets, REST resources and EJBs, with an identity and without. */
package dev.durable.it.caller;
