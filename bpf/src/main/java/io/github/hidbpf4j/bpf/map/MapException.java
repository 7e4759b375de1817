package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.program.MapSpec;
import java.util.Locale;

/** A map that cannot be created; {@link #errno} is the error of BPF_MAP_CREATE. */
public final class MapException extends BpfException {
  private static final long serialVersionUID = 1L;
  private final Errno errno;

  MapException(MapSpec spec, Errno errno, String detail) {
    super(
        "map '%s' (%s): %s (-%s)"
            .formatted(spec.name(), spec.type().name().toLowerCase(Locale.ROOT), detail, errno));
    this.errno = errno;
  }

  /** The kernel's error. */
  public Errno errno() {
    return errno;
  }
}
