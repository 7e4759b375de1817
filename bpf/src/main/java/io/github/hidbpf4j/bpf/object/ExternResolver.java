package io.github.hidbpf4j.bpf.object;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfKind;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.btf.CoreException;
import io.github.hidbpf4j.bpf.btf.CoreRelocator;
import io.github.hidbpf4j.bpf.object.Extern.Resolution;
import io.github.hidbpf4j.bpf.program.KernelAddress;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds externs in a kernel: kfuncs and variables by name and type in its BTF, addresses and
 * configuration values in the options ({@code bpf_object__resolve_externs} in {@code
 * tools/lib/bpf/libbpf.c}, Linux 6.12).
 */
final class ExternResolver {
  private static final Resolution ZERO = new Resolution(0, 0, null);

  private final String file;
  private final Btf btf;
  private final @Nullable Btf kernel;
  private final @Nullable CoreRelocator relocator;
  private final LinkOptions options;
  private final IdentityHashMap<Extern, Resolution> resolutions = new IdentityHashMap<>();

  private final List<Extern> externs;

  /** Contents of {@code .kconfig}. */
  private final byte[] kconfig;

  ExternResolver(
      String file,
      Btf btf,
      @Nullable Btf kernel,
      @Nullable CoreRelocator relocator,
      LinkOptions options,
      List<Extern> externs,
      int kconfigSize) {
    this.file = file;
    this.btf = btf;
    this.kernel = kernel;
    this.relocator = relocator;
    this.options = options;
    this.kconfig = new byte[kconfigSize];
    this.externs = externs;
    for (Extern extern : externs) {
      resolutions.put(extern, resolve(extern));
    }
  }

  byte[] kconfig() {
    return kconfig;
  }

  /** Its index among the externs. */
  int number(Extern extern) {
    return externs.indexOf(extern);
  }

  Resolution of(Extern extern) {
    return Objects.requireNonNull(resolutions.get(extern));
  }

  private Resolution fail(Extern extern, String text) {
    return new Resolution(0, 0, LoadException.of(file, extern.kind(), extern.name(), text));
  }

  private Resolution resolve(Extern extern) {
    if (extern.source == Extern.Source.KCONFIG) {
      return configuration(extern);
    }
    if (extern.typeId == 0) {
      long address = address(extern.name());
      if (address != 0) {
        return new Resolution(0, address, null);
      }
      return extern.weak() ? ZERO : fail(extern, "(strong) not resolved: no kernel symbol");
    }
    Btf types = kernel;
    CoreRelocator compare = relocator;
    if (types == null || compare == null) {
      return extern.weak() ? ZERO : fail(extern, "needs the types of a kernel");
    }
    try {
      return extern.function()
          ? function(extern, types, compare)
          : variable(extern, types, compare);
    } catch (CoreException e) {
      return fail(extern, e.getMessage() == null ? "" : e.getMessage());
    }
  }

  /** Address as in {@code /proc/kallsyms}, which has at least everything in the kernel BTF. */
  private long address(String name) {
    Long given = options.ksyms().get(name);
    Btf types = kernel;
    if (given != null || types == null) {
      return given == null ? 0 : given;
    }
    int id =
        types
            .find(name, BtfType.Func.class)
            .or(() -> types.find(name, BtfType.Var.class))
            .orElse(0);
    return KernelAddress.of(types, id);
  }

  private Resolution function(Extern extern, Btf types, CoreRelocator compare) {
    int id = types.find(CoreRelocator.essentialName(extern.name()), BtfType.Func.class).orElse(0);
    if (!(types.type(id) instanceof BtfType.Func f)) {
      return extern.weak() ? ZERO : fail(extern, "not found in kernel or module BTFs");
    }
    if (!compare.compatible(extern.typeId, f.type())) {
      return extern.weak()
          ? ZERO
          : fail(
              extern,
              "func_proto [%d] incompatible with vmlinux [%d]".formatted(extern.typeId, f.type()));
    }
    return new Resolution(id, 0, null);
  }

  private Resolution variable(Extern extern, Btf types, CoreRelocator compare) {
    int id = types.find(extern.name(), BtfType.Var.class).orElse(0);
    if (!(types.type(id) instanceof BtfType.Var v)) {
      return extern.weak() ? ZERO : fail(extern, "not found in kernel BTF");
    }
    int kernelType = types.resolve(v.type());
    if (!compare.compatible(extern.typeId, kernelType)) {
      return fail(
          extern,
          "incompatible types, expected [%d] %s %s, but kernel has [%d] %s %s"
              .formatted(
                  extern.typeId,
                  BtfKind.name(btf.type(extern.typeId)),
                  btf.type(extern.typeId).name(),
                  kernelType,
                  BtfKind.name(types.type(kernelType)),
                  types.type(kernelType).name()));
    }
    return new Resolution(id, 0, null);
  }

  private Resolution configuration(Extern extern) {
    String name = extern.name();
    String problem;
    if (name.startsWith("CONFIG_")) {
      String value = options.kconfig().get(name);
      if (value == null) {
        return extern.weak() ? ZERO : fail(extern, "(strong) not resolved: not in the kconfig");
      }
      problem = KernelConfig.store(btf, extern, value, kconfig);
    } else {
      Long value =
          switch (name) {
            case "LINUX_KERNEL_VERSION" -> (long) options.kernelVersion();
            case "LINUX_HAS_BPF_COOKIE", "LINUX_HAS_SYSCALL_WRAPPER" -> 1L;
            default -> name.startsWith("LINUX_") && extern.weak() ? 0L : null;
          };
      problem =
          value == null
              ? "unrecognized virtual extern"
              : KernelConfig.number(extern, btf.type(extern.typeId), value, kconfig);
    }
    return problem == null ? ZERO : fail(extern, problem);
  }
}
