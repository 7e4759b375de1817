package io.github.hidbpf4j.linux.libbpf;

import io.github.hidbpf4j.linux.call.Platform;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The system's libbpf: the library that other loaders use, too, and that is kept up to date with
 * kernels. It is loaded on first use, and stays loaded.
 */
public final class Libbpf {
  /** System property with the file of the library, to override the system's. */
  public static final String PROPERTY = "hidbpf4j.libbpf";

  /** The file name of the library version that this module works with. */
  public static final String LIBRARY = "libbpf.so.1";

  static final String REMEDY =
      "install libbpf 1.x: `apt-get install libbpf1` (Debian, Ubuntu), `dnf install libbpf`,"
          + " `pacman -S libbpf`; or name its file by -D"
          + PROPERTY
          + "=/path/to/"
          + LIBRARY;

  /** Shared, since loading it twice would capture its messages twice. */
  private static final AtomicReference<@Nullable Libbpf> LOADED = new AtomicReference<>();

  private final String file;
  private final LibbpfCalls calls;
  private final LibbpfVersion version;

  private Libbpf(String file, LibbpfCalls calls) {
    this.file = file;
    this.calls = calls;
    this.version = calls.version();
  }

  /**
   * Returns the library; loads it the first time.
   *
   * @throws LibbpfException if it is missing or not version 1; the message says what to install
   * @throws io.github.hidbpf4j.hid.HidException if this is not Linux
   */
  public static synchronized Libbpf open() {
    Libbpf library = LOADED.get();
    if (library == null) {
      Platform.require();
      library = load(System.getProperty(PROPERTY, LIBRARY));
      LOADED.set(library);
    }
    return library;
  }

  static Libbpf load(String file) {
    SymbolLookup library;
    try {
      library =
          file.indexOf('/') < 0
              ? SymbolLookup.libraryLookup(file, Arena.global())
              : SymbolLookup.libraryLookup(Path.of(file), Arena.global());
    } catch (IllegalArgumentException e) {
      String why = file.indexOf('/') >= 0 && !Files.exists(Path.of(file)) ? "no such file" : "";
      throw new LibbpfException(
          "%s: %s; %s".formatted(file, why.isEmpty() ? e.getMessage() : why, REMEDY), 0, List.of());
    }
    if (library.find("libbpf_major_version").isEmpty()) {
      throw new LibbpfException(file + ": is not libbpf 1.x; " + REMEDY, 0, List.of());
    }
    return new Libbpf(file, new LibbpfCalls(library));
  }

  /** Its name, or its file if one was given. */
  public String file() {
    return file;
  }

  /** Its version. */
  public LibbpfVersion version() {
    return version;
  }

  /** Whether it has this feature. */
  public boolean has(LibbpfFeature feature) {
    return version.isAtLeast(feature.since());
  }

  /**
   * Requires all features. If several are missing, the message names the latest version, so that
   * installing it is enough.
   *
   * @throws LibbpfException if it is too old
   */
  public void requireAll() {
    LibbpfFeature last = LibbpfFeature.values()[0];
    for (LibbpfFeature feature : LibbpfFeature.values()) {
      last = feature.since().isAtLeast(last.since()) ? feature : last;
    }
    require(last);
  }

  /**
   * Requires this feature.
   *
   * @throws LibbpfException if it is too old; the message says which version is needed
   */
  public void require(LibbpfFeature feature) {
    if (!has(feature)) {
      throw new LibbpfException(
          "%s: version %s is too old: %s is needed %s; install a newer one, or name its file by -D%s=/path/to/%s"
              .formatted(file, version, feature.since(), feature.purpose(), PROPERTY, LIBRARY),
          0,
          List.of());
    }
  }

  /**
   * Opens an object. Nothing reaches the kernel before it is loaded.
   *
   * @param bytes of the object file
   * @param name for messages, and for the kernel's names of maps of global data
   * @throws LibbpfException if libbpf rejects it
   */
  public KernelObject open(byte[] bytes, String name) {
    return KernelObject.open(calls, bytes, name);
  }

  /** The links in the kernel. */
  public KernelLinks links() {
    return new KernelLinks(calls);
  }

  /**
   * The ids of types and functions in the kernel's BTF: {@code hid_bpf_ops: 1234}, or {@code f: not
   * there}, in the order of the names; empty if the kernel has no BTF.
   */
  public List<String> typeNumbers(List<String> names) {
    try {
      MemorySegment types = calls.openKernelTypes();
      try {
        return names.stream()
            .map(
                name -> {
                  int number = calls.findType(types, name);
                  return name + ": " + (number < 0 ? "not there" : number);
                })
            .toList();
      } finally {
        calls.closeTypes(types);
      }
    } catch (LibbpfCalls.Failure e) {
      return List.of();
    }
  }

  /** {@code libbpf.so.1 1.5}. */
  @Override
  public String toString() {
    return file + " " + version;
  }
}
