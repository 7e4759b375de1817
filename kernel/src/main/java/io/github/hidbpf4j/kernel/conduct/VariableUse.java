package io.github.hidbpf4j.kernel.conduct;

/**
 * A global variable, or a map, that a program uses.
 *
 * @param name its name
 * @param map whether it is a map
 * @param read whether it is read
 * @param written whether it is written; for a map both are assumed
 */
public record VariableUse(String name, boolean map, boolean read, boolean written) {}
