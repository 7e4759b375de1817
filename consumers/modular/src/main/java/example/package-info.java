/** What a module of a user may look like. */
package example;
