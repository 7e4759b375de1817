package io.github.hidbpf4j.bpf.object;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.elf.ElfFile;
import io.github.hidbpf4j.bpf.elf.ElfSection;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads struct_ops maps: one map per variable of {@code .struct_ops} and {@code .struct_ops.link},
 * with an optional {@code ?} before the name ({@code init_struct_ops_maps} in {@code
 * tools/lib/bpf/libbpf.c}, Linux 6.12).
 */
final class StructOpsReader {
  private StructOpsReader() {}

  /** All struct_ops maps; their programs are known once relocations are read. */
  static List<MapEntry> read(ElfFile elf, @Nullable Btf btf, List<ElfSection> sections) {
    List<MapEntry> maps = new ArrayList<>();
    for (ElfSection section : sections) {
      if (btf == null) {
        throw LoadException.section(
            elf.file(), section.name(), "BTF is required but missing; use -g");
      }
      int id =
          btf.find(section.name(), BtfType.DataSection.class)
              .orElseThrow(
                  () ->
                      LoadException.section(
                          elf.file(), section.name(), "its DATASEC is not in BTF"));
      byte[] data = elf.data(section);
      for (BtfType.SectionVar v : ((BtfType.DataSection) btf.type(id)).vars()) {
        maps.add(map(elf, btf, section, data, v));
      }
    }
    return maps;
  }

  private static MapEntry map(
      ElfFile elf, Btf btf, ElfSection section, byte[] data, BtfType.SectionVar v) {
    String name = btf.type(v.type()).name();
    int typeId = btf.type(v.type()) instanceof BtfType.Var var ? btf.resolve(var.type()) : 0;
    if (!(btf.type(typeId) instanceof BtfType.Composite struct)
        || struct.union()
        || struct.name().isEmpty()) {
      throw LoadException.map(elf.file(), name, "expected a variable of a named struct");
    }
    if (v.offset() + struct.size() > data.length) {
      throw LoadException.map(elf.file(), name, "is beyond the end of section " + section.name());
    }
    MapEntry map =
        new MapEntry(
            name, MapType.STRUCT_OPS, section.index(), section.name(), v.offset(), struct.size());
    map.keySize = 4;
    map.valueSize = (int) struct.size();
    map.maxEntries = 1;
    map.valueTypeId = typeId;
    map.structTypeId = typeId;
    map.structName = struct.name();
    map.link = section.name().endsWith(".link");
    map.flags = map.link ? MapSpec.F_LINK : 0;
    map.initialData =
        Arrays.copyOfRange(data, (int) v.offset(), (int) (v.offset() + struct.size()));
    return map;
  }
}
