/**
 * Static analysis of programs: queries on the paths that the verifier found ({@link
 * io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths}), one class each. Start with {@link
 * io.github.hidbpf4j.kernel.analysis.StaticFindings}.
 */
@NullMarked
package io.github.hidbpf4j.kernel.analysis;

import org.jspecify.annotations.NullMarked;
