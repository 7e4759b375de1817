/**
 * State shared by the parts of the verifier during one verification: the program, the profile, the
 * log, the current state, facts about instructions and subprograms. Any part can push paths to the
 * walk through {@link io.github.hidbpf4j.bpf.verifier.env.PathQueue}.
 */
@NullMarked
package io.github.hidbpf4j.bpf.verifier.env;

import org.jspecify.annotations.NullMarked;
