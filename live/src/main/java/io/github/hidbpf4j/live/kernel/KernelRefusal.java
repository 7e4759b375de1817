package io.github.hidbpf4j.live.kernel;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.linux.libbpf.LoadResult;
import java.util.Map;
import java.util.Optional;

/**
 * Thrown when the kernel has not loaded an object. The message says why in one line, and what to
 * do.
 */
public final class KernelRefusal extends BpfException {
  private static final long serialVersionUID = 1L;

  private final transient LoadResult result;

  private KernelRefusal(String message, LoadResult result) {
    super(message);
    this.result = result;
  }

  /** Creates the exception for an object. */
  static KernelRefusal of(String object, LoadResult result) {
    String why =
        LibbpfMessage.firstExplained(result.messages())
            .or(() -> rejection(object, result))
            .orElse(result.error());
    return new KernelRefusal(object + ": " + why, result);
  }

  /** The verifier's reason against a program: that of the last one with a log. */
  private static Optional<String> rejection(String object, LoadResult result) {
    Optional<String> last = Optional.empty();
    for (Map.Entry<String, String> log : result.logs().entrySet()) {
      String reason = KernelLog.parse(log.getValue()).text();
      if (!reason.isEmpty()) {
        last =
            Optional.of(
                "the kernel rejects program %s: %s; `hidbpf verify --here %s` says more"
                    .formatted(log.getKey(), reason, object));
      }
    }
    return last;
  }

  /** All messages of libbpf and the kernel. */
  public LoadResult result() {
    return result;
  }
}
