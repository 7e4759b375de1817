package io.github.hidbpf4j.bpf.object;

import io.github.hidbpf4j.bpf.btf.BtfLoadException;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.MapSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An object linked for a kernel. Programs that could not be linked are in {@link #failures}; the
 * others are not affected.
 *
 * @param name object file name
 * @param programs programs in order of section and offset, including those that are not auto-loaded
 * @param maps all maps of the object, used or not
 * @param failures why a program could not be linked, by program name
 * @param mapFailures why a struct_ops map does not fit the kernel, by map name
 * @param poisoned CO-RE relocations without a match and calls of weak kfuncs that the kernel lacks,
 *     by program name and slot, in libbpf's words: to be shown when the verifier refuses that slot
 * @param btfRefusal why the kernel refuses the object's BTF, or null: its programs and maps then
 *     have none, and those of an object with struct_ops maps are in {@code failures}
 */
public record LinkedObject(
    String name,
    List<LinkedProgram> programs,
    List<MapSpec> maps,
    Map<String, LoadException> failures,
    Map<String, LoadException> mapFailures,
    Map<String, Map<Integer, String>> poisoned,
    @Nullable BtfLoadException btfRefusal) {

  /**
   * {@return a program by name}
   *
   * @param program name of its function
   * @throws LoadException when it could not be linked, or there is none with this name
   */
  public LinkedProgram program(String program) {
    LoadException failure = failures.get(program);
    if (failure != null) {
      throw failure;
    }
    return programs.stream()
        .filter(p -> p.name().equals(program))
        .findFirst()
        .orElseThrow(() -> LoadException.program(name, program, "not found"));
  }

  /**
   * {@return a map by name; empty when there is none}
   *
   * @param map name in the object: {@code my_map}, {@code .rodata}
   */
  public Optional<MapSpec> map(String map) {
    return maps.stream().filter(m -> m.name().equals(map)).findFirst();
  }
}
