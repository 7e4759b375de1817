/**
 * The behaviour of a program as a graph: the instructions that the verifier processed on its walk
 * over the paths of an accepted program, their successors, and its knowledge of their operands.
 * Where the walk pruned a path because a stored state covers it, the graph continues from that
 * state's node, so that it contains every path of the program. Values are the verifier's and not
 * computed here; in addition, copies of values are traced to their source ({@link
 * io.github.hidbpf4j.bpf.verifier.paths.ValueSources}). Start with {@link
 * io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths}.
 */
@NullMarked
package io.github.hidbpf4j.bpf.verifier.paths;

import org.jspecify.annotations.NullMarked;
