package io.github.hidbpf4j.live.kernel;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.linux.libbpf.LoadResult;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The kernel has not loaded an object. The message says why in one line, and what to do. */
public final class KernelRefusal extends BpfException {
  private static final long serialVersionUID = 1L;

  /**
   * Lines of a log that are no reason: statistics, instructions, and what is known of registers.
   */
  private static final Pattern NO_REASON =
      Pattern.compile(
          "processed \\d+ insns .*|verification time .*|stack depth .*|insns processed .*|mark_precise: .*"
              + "|\\d+: .*|; .*|(from|propagating) .*|func#\\d+ .*|\\s*");

  private final transient LoadResult result;

  private KernelRefusal(String message, LoadResult result) {
    super(message);
    this.result = result;
  }

  /** That of an object. */
  static KernelRefusal of(String object, LoadResult result) {
    String why =
        LibbpfMessage.firstExplained(result.messages())
            .or(() -> rejection(object, result))
            .orElse(result.error());
    return new KernelRefusal(object + ": " + why, result);
  }

  /** What the verifier has against a program; it is the last one that has a log. */
  private static Optional<String> rejection(String object, LoadResult result) {
    Optional<String> last = Optional.empty();
    for (Map.Entry<String, String> log : result.logs().entrySet()) {
      Optional<String> reason = reason(log.getValue());
      if (reason.isPresent()) {
        last =
            reason.map(
                text ->
                    "the kernel rejects program %s: %s; `hidbpf verify --here %s` explains it"
                        .formatted(log.getKey(), text, object));
      }
    }
    return last;
  }

  /** The last line of a log that says something against a program. */
  static Optional<String> reason(String log) {
    return log.lines()
        .map(String::strip)
        .filter(line -> !NO_REASON.matcher(line).matches())
        .reduce((_, next) -> next);
  }

  /** Everything that libbpf and the kernel said. */
  public LoadResult result() {
    return result;
  }
}
