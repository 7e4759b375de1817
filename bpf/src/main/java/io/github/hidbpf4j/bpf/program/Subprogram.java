package io.github.hidbpf4j.bpf.program;

/**
 * A function of a program, the main one included.
 *
 * @param name function name
 * @param start index of its first slot
 * @param end index after its last slot
 * @param funcTypeId BTF id of its FUNC in the object's BTF; 0 when unknown
 * @param global whether it has external linkage: verified on its own
 */
public record Subprogram(String name, int start, int end, int funcTypeId, boolean global) {}
