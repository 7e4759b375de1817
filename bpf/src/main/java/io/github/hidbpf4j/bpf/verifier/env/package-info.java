/**
 * What the parts of the verifier share during one verification: the program, the profile, the log,
 * the state that is looked at, facts about instructions and subprograms. The walk takes paths that
 * any part pushes as {@link io.github.hidbpf4j.bpf.verifier.env.PathQueue}.
 */
@NullMarked
package io.github.hidbpf4j.bpf.verifier.env;

import org.jspecify.annotations.NullMarked;
