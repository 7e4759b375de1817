package io.github.hidbpf4j.bpf.object;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfLoad;
import io.github.hidbpf4j.bpf.btf.BtfLoadException;
import io.github.hidbpf4j.bpf.btf.BtfReader;
import io.github.hidbpf4j.bpf.btf.CoreRelocator;
import io.github.hidbpf4j.bpf.elf.ElfFile;
import io.github.hidbpf4j.bpf.elf.ElfSection;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.MapSpec;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A BPF object file as written by clang: programs, maps, global data, externs, struct_ops. Opened
 * as libbpf opens it ({@code bpf_object__open} in {@code tools/lib/bpf/libbpf.c}, Linux 6.12), then
 * {@linkplain #link linked} for a kernel, any number of times. Immutable.
 */
public final class BpfObject {
  private final ObjectSections sections;
  private final @Nullable Btf btf;
  private final FunctionReader functions;
  private final List<Extern> externs;
  private final List<MapEntry> maps = new ArrayList<>();
  private final @Nullable MapEntry kconfig;
  private final List<DataVariable> variables;

  private BpfObject(ObjectSections sections) {
    this.sections = sections;
    ElfFile elf = sections.elf;
    BtfReader.Section types = sections.btf;
    this.externs = types == null ? List.of() : ExternReader.read(elf, types.btf());
    this.btf = types == null ? null : BtfFixup.apply(elf, types.btf(), externs);
    this.functions = new FunctionReader(sections);
    Btf fixed = btf;
    List<MapEntry> data = new ArrayList<>(DataMaps.read(elf, fixed, sections.data));
    this.kconfig = fixed == null ? null : DataMaps.kconfig(fixed, externs);
    if (kconfig != null) {
      data.add(kconfig);
    }
    maps.addAll(MapReader.read(elf.file(), fixed, sections.maps));
    maps.addAll(data);
    maps.addAll(StructOpsReader.read(elf, fixed, sections.structOps));
    this.variables = List.copyOf(DataMaps.variables(fixed, data));
    new RelocationReader(sections, fixed, functions, maps, externs).read();
  }

  /**
   * Opens an object.
   *
   * @param name file name, for messages and names of data maps
   * @param bytes contents of the file; not copied, must not be modified
   * @return the object, not linked
   * @throws io.github.hidbpf4j.bpf.BpfException when the file is malformed or uses what libbpf does
   *     not support
   */
  public static BpfObject open(String name, byte[] bytes) {
    return new BpfObject(new ObjectSections(ElfFile.read(name, bytes)));
  }

  /** {@return file name, as given} */
  public String name() {
    return sections.elf.file();
  }

  /** {@return the file that it was opened from; must not be modified} */
  public byte[] bytes() {
    return sections.elf.bytes();
  }

  /** {@return licence string; empty when the object has none} */
  public String license() {
    return sections.license;
  }

  /** {@return the number in the {@code version} section; 0 when there is none} */
  public int version() {
    return sections.version;
  }

  /** {@return the object's types, data sections completed from its symbols; empty without BTF} */
  public Optional<Btf> btf() {
    return Optional.ofNullable(btf);
  }

  /** {@return entry programs in order of section and offset} */
  public List<ProgramSpec> programs() {
    return functions.entries().stream()
        .map(f -> ProgramSpec.of(f.name, f.section.name(), f.slots()))
        .toList();
  }

  /**
   * {@return an entry program by name; empty when there is none}
   *
   * @param program name of its function
   */
  public Optional<ProgramSpec> program(String program) {
    return programs().stream().filter(p -> p.name().equals(program)).findFirst();
  }

  /**
   * {@return all maps, data sections and struct_ops included; {@code .kconfig} without values yet}
   */
  public List<MapSpec> maps() {
    return maps.stream().map(m -> m.spec(btf)).toList();
  }

  /**
   * {@return a map by name; empty when there is none}
   *
   * @param map name in the object: {@code my_map}, {@code .rodata}
   */
  public Optional<MapSpec> map(String map) {
    return maps().stream().filter(m -> m.name().equals(map)).findFirst();
  }

  /** {@return global and static variables of all data maps} */
  public List<DataVariable> variables() {
    return variables;
  }

  /**
   * {@return a global or static variable by name; empty when there is none}
   *
   * @param variable name in the source
   */
  public Optional<DataVariable> variable(String variable) {
    return variables.stream().filter(v -> v.name().equals(variable)).findFirst();
  }

  /** {@return names of the kernel functions and variables that it refers to} */
  public List<String> kernelSymbols() {
    return externs.stream().filter(e -> e.source == Extern.Source.KSYM).map(Extern::name).toList();
  }

  /** {@return numbers of the helpers that its code calls, ascending} */
  public Set<Integer> helperNumbers() {
    return functions.helperNumbers();
  }

  /**
   * {@return contents of a section, for any section; empty when there is none or, as for {@code
   * .bss}, the file does not store them}
   *
   * @param section section name
   */
  public Optional<byte[]> section(String section) {
    return sections.elf.section(section).filter(ElfSection::stored).map(sections.elf::data);
  }

  /**
   * Links for a kernel with these types, with {@link LinkOptions#DEFAULT}.
   *
   * @param kernelBtf the kernel's types; null for programs that need none
   * @return programs and maps, and the reasons why others could not be linked
   */
  public LinkedObject link(@Nullable Btf kernelBtf) {
    return link(kernelBtf, LinkOptions.DEFAULT);
  }

  /**
   * Links all programs for a kernel. Errors of one program do not affect the others; they are in
   * {@link LinkedObject#failures}.
   *
   * @param kernelBtf the kernel's types; null for programs that need none
   * @param options further properties of the kernel, and initial values of variables
   * @return programs and maps, and why others could not be linked
   * @throws LoadException when a variable in the options does not exist or has another size
   */
  public LinkedObject link(@Nullable Btf kernelBtf, LinkOptions options) {
    Btf types = btf;
    CoreRelocator relocator =
        types == null || kernelBtf == null ? null : new CoreRelocator(types, kernelBtf);
    MapEntry config = kconfig;
    ExternResolver resolver =
        types == null
            ? null
            : new ExternResolver(
                name(),
                types,
                kernelBtf,
                relocator,
                options,
                externs,
                config == null ? 0 : config.valueSize);
    StructOpsLinker structOps =
        types == null ? null : new StructOpsLinker(name(), types, kernelBtf, maps);
    BtfLoadException refused = types == null ? null : refusal(types, kernelBtf);
    Btf loaded = refused == null ? types : null;
    IdentityHashMap<MapEntry, MapSpec> specs = specs(options, resolver, loaded);
    ProgramLinker linker =
        new ProgramLinker(
            new ProgramLinker.Context(
                name(), license(), types, loaded, kernelBtf, functions, resolver, structOps,
                relocator, specs, config));
    List<LinkedProgram> programs = new ArrayList<>();
    Map<String, LoadException> failures = new LinkedHashMap<>();
    for (CodeFunction entry : functions.entries()) {
      try {
        if (refused != null && maps.stream().anyMatch(MapEntry::structOps)) {
          throw LoadException.section(
              name(),
              ".BTF",
              "the kernel refuses it, and struct_ops maps need it: %s (-%s)"
                  .formatted(refused.getMessage(), refused.errno()));
        }
        programs.add(linker.link(entry));
      } catch (LoadException e) {
        failures.put(entry.name, e);
      }
    }
    return new LinkedObject(
        name(),
        List.copyOf(programs),
        maps.stream().map(specs::get).toList(),
        failures,
        structOps == null ? Map.of() : structOps.failures(),
        linker.poisoned(),
        refused);
  }

  /**
   * Why BPF_BTF_LOAD refuses the object's types, or null: libbpf then continues without BTF if
   * possible.
   */
  private static @Nullable BtfLoadException refusal(Btf types, @Nullable Btf kernel) {
    try {
      BtfLoad.check(types, kernel);
      return null;
    } catch (BtfLoadException e) {
      return e;
    }
  }

  private IdentityHashMap<MapEntry, MapSpec> specs(
      LinkOptions options, @Nullable ExternResolver resolver, @Nullable Btf loaded) {
    Map<String, byte[]> changed = new LinkedHashMap<>();
    options
        .variables()
        .forEach(
            (variable, value) -> {
              DataVariable at =
                  variable(variable)
                      .orElseThrow(
                          () ->
                              LoadException.of(name(), "variable", variable, "not in the object"));
              if (at.size() != value.length || at.map().equals(ObjectSections.KCONFIG)) {
                throw LoadException.of(
                    name(),
                    "variable",
                    variable,
                    "found a value of %d bytes, expected %d of %s"
                        .formatted(value.length, at.size(), at.map()));
              }
              MapEntry map =
                  maps.stream().filter(m -> m.name.equals(at.map())).findFirst().orElseThrow();
              byte[] data = changed.computeIfAbsent(at.map(), _ -> contents(map));
              System.arraycopy(value, 0, data, (int) at.offset(), value.length);
            });
    IdentityHashMap<MapEntry, MapSpec> specs = new IdentityHashMap<>();
    for (MapEntry map : maps) {
      byte[] data = changed.getOrDefault(map.name, map.initialData);
      if (map == kconfig && resolver != null) {
        data = resolver.kconfig();
      }
      specs.put(map, map.spec(loaded, data));
    }
    return specs;
  }

  private static byte[] contents(MapEntry map) {
    byte[] data = map.initialData;
    return data == null ? new byte[map.valueSize] : data.clone();
  }
}
