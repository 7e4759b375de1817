package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.KernelBtf;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.cli.file.InputFile;
import io.github.hidbpf4j.kernel.ObjectProfile;
import io.github.hidbpf4j.kernel.function.HidBpfHooks;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.kernel.profile.VerifierOption;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose a kernel: its API profile and its types. */
final class KernelOptions {
  @Option(
      names = "--kernel",
      paramLabel = "PROFILE",
      description =
          "API profile: 6.3 (to 6.9), 6.10 to 6.19, 7.0 to 7.3; rfc-v1, rfc-212, rfc-v2 to rfc-v6; 6.12-strict-async, 6.12-wq-bh; here: the running kernel, by its own BTF and the nearest of these. Default: what the object was written for.")
  @Nullable String kernel;

  @Option(
      names = "--verifier-option",
      paramLabel = "RULE=CHOICE",
      description =
          "Choose between behaviours that differ from kernel to kernel or are left open: global-functions=non-sleepable|per-context|reject-mixed, timer-callbacks=sleepable|non-sleepable. May be repeated.")
  List<String> verifierOptions = List.of();

  @Option(
      names = "--kernel-btf",
      paramLabel = "FILE",
      description =
          "Resolve CO-RE relocations against this BTF (raw, or an ELF file's .BTF) instead of "
              + "the profile's own types. Further ones are the BTF of modules of that kernel.")
  List<Path> kernelBtf = List.of();

  private @Nullable Btf given;

  /** The machine whose kernel {@code here} means. */
  Supplier<LiveHost> machine = LiveHost::here;

  /** The value of {@code --kernel}; for {@code here}, the nearest profile. */
  private @Nullable String kernel() {
    return KernelNames.HERE.equals(kernel) ? machine.get().profile().name() : kernel;
  }

  /** The BTF files to link with; for {@code here}, that of the running kernel. */
  List<Path> typeFiles() {
    if (!KernelNames.HERE.equals(kernel) || !kernelBtf.isEmpty()) {
      return kernelBtf;
    }
    Path own = machine.get().files().path("/sys/kernel/btf/vmlinux");
    if (!Files.exists(own)) {
      throw new BpfException(
          ("--kernel here: %s does not exist: this kernel does not describe its types "
                  + "(CONFIG_DEBUG_INFO_BTF); name the nearest, %s")
              .formatted(own, machine.get().profile().name()));
    }
    return List.of(own);
  }

  /** Whether any of these options was given. */
  boolean isGiven() {
    return kernel != null || !kernelBtf.isEmpty() || !verifierOptions.isEmpty();
  }

  /** The requested profile, or the one that suits the objects. */
  ApiProfile profile(List<BpfObject> objects) {
    String name = kernel();
    List<ApiProfile> all = profiles(name == null ? List.of(own(objects)) : List.of(named(name)));
    if (all.size() > 1) {
      throw new Errors.UsageException(
          "--verifier-option: %s are several choices of one rule; only verify compares them"
              .formatted(String.join(", ", verifierOptions)));
    }
    return all.getFirst();
  }

  /** The requested profile, or the one that suits the objects and directories. */
  ApiProfile profileOf(List<FixSet> fixes) {
    List<BpfObject> objects = fixes.stream().flatMap(FixSet::objects).toList();
    return profile(fixes.stream().anyMatch(FixSet::directory) ? List.of(newest(objects)) : objects);
  }

  /** The object for the newest kernel: directories also have versions for older ones. */
  static BpfObject newest(List<BpfObject> objects) {
    List<String> byAge = KernelTypes.profileNames();
    return Collections.max(
        objects, Comparator.comparingInt(o -> byAge.indexOf(ObjectProfile.of(o).name())));
  }

  private static ApiProfile own(List<BpfObject> objects) {
    return objects.isEmpty() ? named("6.12") : ObjectProfile.of(objects.getFirst());
  }

  /**
   * The profiles in the list of {@code --kernel}, with the choices given there.
   *
   * @param object the object whose own profile is used if there is no list
   * @param all whether to use all kernels instead
   */
  List<ApiProfile> profiles(@Nullable BpfObject object, boolean all) {
    String list = kernel == null && all ? "all" : kernel();
    return profiles(
        list == null
            ? List.of(own(object == null ? List.of() : List.of(object)))
            : KernelNames.parse(list).stream().map(KernelOptions::named).toList());
  }

  private List<ApiProfile> profiles(List<ApiProfile> kernels) {
    List<VerifierOption> choices = new ArrayList<>();
    for (String text : verifierOptions) {
      choices.add(
          VerifierOption.parse(text)
              .orElseThrow(
                  () ->
                      new Errors.UsageException(
                          "--verifier-option %s: no such choice, expected %s"
                              .formatted(text, VerifierOption.known()))));
    }
    return VerifierOption.variants(kernels, choices);
  }

  /** Returns a profile that has kernel types, which {@code raw} does not. */
  static ApiProfile named(String name) {
    return KernelNames.profile(name);
  }

  /** Reads the kernel types to run programs with; they must have HID-BPF. */
  Btf types(ApiProfile profile) throws IOException {
    Btf btf = anyTypes(profile);
    if (typeFiles().isEmpty()) {
      return btf;
    }
    if (btf.findStruct(HidBpfHooks.CONTEXT).isEmpty() || btf.findStruct("hid_device").isEmpty()) {
      throw new BpfException(
          typeFiles().getFirst()
              + ": found no struct hid_bpf_ctx and hid_device, expected the BTF of a kernel with CONFIG_HID_BPF");
    }
    return btf;
  }

  /** Reads the kernel types, once; they need not have HID-BPF. */
  Btf anyTypes(ApiProfile profile) throws IOException {
    if (typeFiles().isEmpty()) {
      return KernelTypes.of(profile).btf();
    }
    Btf known = given;
    if (known == null) {
      known = read(typeFiles());
      given = known;
    }
    return known;
  }

  /** Reads the types of a kernel and of its modules, in this order. */
  static Btf read(List<Path> files) throws IOException {
    List<KernelBtf.Source> sources = new ArrayList<>();
    for (Path file : files) {
      sources.add(new KernelBtf.Source(InputFile.name(file), InputFile.read(file)));
    }
    return KernelBtf.read(sources);
  }
}
