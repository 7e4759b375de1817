/** What a program of a user on the class path may look like. */
package example;
