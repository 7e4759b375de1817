package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfReader;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.cli.file.InputFile;
import io.github.hidbpf4j.kernel.ObjectProfile;
import io.github.hidbpf4j.kernel.function.HidBpfHooks;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose a kernel: its API profile and its types. */
final class KernelOptions {
  @Option(
      names = "--kernel",
      paramLabel = "PROFILE",
      description =
          "API profile: rfc-v1, rfc-212, rfc-v2 to rfc-v6, 6.3, 6.10, 6.12, 6.12-strict-async, 6.12-wq-bh. Default: what the object was written for.")
  @Nullable String kernel;

  @Option(
      names = "--kernel-btf",
      paramLabel = "FILE",
      description =
          "Resolve CO-RE relocations against this BTF (raw, or an ELF file's .BTF) instead of the profile's own types.")
  @Nullable Path kernelBtf;

  private @Nullable Btf given;

  /** The profile asked for, or the one that suits the objects. */
  ApiProfile profile(List<BpfObject> objects) {
    if (kernel != null) {
      return named(kernel);
    }
    return objects.isEmpty() ? named("6.12") : ObjectProfile.of(objects.getFirst());
  }

  /** A profile that has kernel types: {@code raw} is none. */
  static ApiProfile named(String name) {
    return Profiles.forName(name)
        .filter(p -> KernelTypes.profileNames().contains(p.name()))
        .orElseThrow(
            () ->
                new Errors.UsageException(
                    "--kernel %s: no such profile, expected one of %s"
                        .formatted(name, String.join(", ", KernelTypes.profileNames()))));
  }

  /** The kernel types, for what runs here: they have HID-BPF. */
  Btf types(ApiProfile profile) throws IOException {
    Btf btf = anyTypes(profile);
    if (kernelBtf == null) {
      return btf;
    }
    if (btf.findStruct(HidBpfHooks.CONTEXT).isEmpty() || btf.findStruct("hid_device").isEmpty()) {
      throw new BpfException(
          kernelBtf
              + ": found no struct hid_bpf_ctx and hid_device, expected the BTF of a kernel with CONFIG_HID_BPF");
    }
    return btf;
  }

  /** The kernel types, which need not have HID-BPF; read once. */
  Btf anyTypes(ApiProfile profile) throws IOException {
    if (kernelBtf == null) {
      return KernelTypes.forProfile(profile.name()).btf();
    }
    Btf known = given;
    if (known == null) {
      known = BtfReader.read(InputFile.name(kernelBtf), InputFile.read(kernelBtf));
      given = known;
    }
    return known;
  }
}
