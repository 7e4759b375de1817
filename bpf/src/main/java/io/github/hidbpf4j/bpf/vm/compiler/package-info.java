/**
 * Compiles decoded programs to Java bytecode: one hidden class per program, one method per
 * subprogram, split where a method would grow large. Registers are locals; a load or store is one
 * masked access to the arena's segment, which is a constant of the class. Start with {@link
 * io.github.hidbpf4j.bpf.vm.compiler.ProgramCompiler}. Not exported.
 */
@NullMarked
package io.github.hidbpf4j.bpf.vm.compiler;

import org.jspecify.annotations.NullMarked;
