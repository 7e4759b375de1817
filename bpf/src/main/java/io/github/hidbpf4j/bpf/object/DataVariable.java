package io.github.hidbpf4j.bpf.object;

/**
 * A global variable and its place in a data map.
 *
 * @param map name of the map: {@code .data}, {@code .rodata}, {@code .bss}, {@code .kconfig}, ...
 * @param name variable name
 * @param offset offset in the map's only value, bytes
 * @param size bytes
 * @param typeId BTF id of its type in the object's BTF
 */
public record DataVariable(String map, String name, long offset, long size, int typeId) {}
