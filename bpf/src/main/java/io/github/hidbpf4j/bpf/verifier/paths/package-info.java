/**
 * What a program does, as a graph: the instructions that the verifier looked at on its walk over
 * the paths of an accepted program, how one led to the next, and what it knew of their operands.
 * Where the walk gave up a path because a kept state covers it, the graph leads on from there, so
 * that every path of the program is one of the graph. Nothing here computes values: they are the
 * verifier's; what is followed besides is where a value was copied from ({@link
 * io.github.hidbpf4j.bpf.verifier.paths.ValueSources}). Start with {@link
 * io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths}.
 */
@NullMarked
package io.github.hidbpf4j.bpf.verifier.paths;

import org.jspecify.annotations.NullMarked;
