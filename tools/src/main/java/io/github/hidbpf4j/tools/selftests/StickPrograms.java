package io.github.hidbpf4j.tools.selftests;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfReader;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LinkedObject;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.cli.file.InputFile;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Links the programs of a stick, from the folder of compiled objects; each object is linked once.
 */
final class StickPrograms {
  private static final Pattern STRUCT = Pattern.compile("struct (\\w+)");
  private static final Pattern HOOK =
      Pattern.compile("failed to find kernel BTF type ID of '(bpf_testmod_\\w+)'");

  private final Path objects;
  private final @Nullable Path kernelBtf;
  private final Map<String, LinkedObject> linked = new HashMap<>();
  private final ApiProfile product;
  private final ApiProfile withTestModule;
  private @Nullable Btf kernel;

  /**
   * Creates it for a folder.
   *
   * @param objects contains objs/*.bpf.o and objs-hid/*.bpf.o
   * @param kernelBtf types of the kernel for objs; null for the folder's vmlinux.btf
   * @param profile name of the profile
   * @throws BpfException if there is no such profile
   */
  StickPrograms(Path objects, @Nullable Path kernelBtf, String profile) {
    this.objects = objects;
    this.kernelBtf = kernelBtf;
    product =
        Profiles.forName(profile)
            .orElseThrow(
                () ->
                    new BpfException(
                        "unknown API profile \"%s\", expected one of %s"
                            .formatted(profile, String.join(", ", Profiles.names()))));
    withTestModule = TestModule.profile(product);
  }

  /** Links the program of an entry. */
  LinkedProgram program(StickEntry entry) throws IOException {
    return object(entry).program(entry.program());
  }

  /** Links the object of an entry. */
  LinkedObject object(StickEntry entry) throws IOException {
    LinkedObject object = linked.get(entry.object());
    if (object == null) {
      Path file = objects.resolve(entry.object());
      BpfObject opened = BpfObject.open(entry.object(), InputFile.read(file));
      Btf types = kernelFor(entry);
      object = opened.link(types);
      if (opened.btf().isPresent() && needsTestModule(object)) {
        object =
            opened.link(
                TestModule.types(
                    types, opened.btf().get(), expectedStructs(object), hooks(object)));
      }
      linked.put(entry.object(), object);
    }
    return object;
  }

  /** Whether the object refers to something that the kernel itself lacks. */
  private static boolean needsTestModule(LinkedObject object) {
    return !object.failures().isEmpty()
        || object.poisoned().values().stream()
            .flatMap(slots -> slots.values().stream())
            .anyMatch(what -> !what.startsWith("kfunc "));
  }

  private static Set<String> expectedStructs(LinkedObject object) {
    Set<String> names = new TreeSet<>();
    object
        .poisoned()
        .values()
        .forEach(
            slots ->
                slots
                    .values()
                    .forEach(
                        text -> {
                          Matcher struct = STRUCT.matcher(text);
                          if (struct.find()) {
                            names.add(struct.group(1));
                          }
                        }));
    return names;
  }

  private static Set<String> hooks(LinkedObject object) {
    Set<String> names = new TreeSet<>();
    object
        .failures()
        .values()
        .forEach(
            failure -> {
              Matcher hook = HOOK.matcher(String.valueOf(failure.getMessage()));
              if (hook.find()) {
                names.add(hook.group(1));
              }
            });
    return names;
  }

  private Btf kernelFor(StickEntry entry) throws IOException {
    if (entry.tier().equals("H")) {
      return KernelTypes.forProfile(product.name()).btf();
    }
    Btf btf = kernel;
    if (btf == null) {
      Path file = kernelBtf == null ? objects.resolve("vmlinux.btf") : kernelBtf;
      btf = BtfReader.read(file.toString(), InputFile.read(file));
      kernel = btf;
    }
    return btf;
  }

  /** The profile of an entry's kernel. */
  ApiProfile profile(StickEntry entry) {
    return entry.tier().equals("H") ? product : withTestModule;
  }
}
