package io.github.hidbpf4j.bpf.verifier.advice;

import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import org.jspecify.annotations.Nullable;

/**
 * A program that was refused, and all that is known of why.
 *
 * @param program what was refused
 * @param profile under which profile
 * @param reason the line logged last, word for word
 * @param slot instruction at fault, -1 for none
 * @param log the log at level 1 or 2
 * @param path how that instruction was reached, and the state there; null when nobody looked
 */
public record RefusedProgram(
    LinkedProgram program,
    ApiProfile profile,
    String reason,
    int slot,
    String log,
    @Nullable FailingPath path) {}
