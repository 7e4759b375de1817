package io.github.hidbpf4j.bpf.btf;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rules for one type by itself: names, and order and bounds of members and variables ({@code
 * btf_check_meta} in {@code kernel/bpf/btf.c}, Linux 6.12).
 */
final class BtfTypeRules {
  /** KSYM_NAME_LEN. */
  private static final int MAX_NAME = 512;

  private final Btf btf;
  private final Set<Integer> declared;
  private final int id;

  private BtfTypeRules(Btf btf, Set<Integer> declared, int id) {
    this.btf = btf;
    this.declared = declared;
    this.id = id;
  }

  /** Checks a type; {@code declared} is the result of {@link #declarations}. */
  static void check(Btf btf, Set<Integer> declared, int id) {
    new BtfTypeRules(btf, declared, id).check();
  }

  /** Ids of declared kernel functions and variables, which libbpf turns into definitions. */
  static Set<Integer> declarations(Btf btf) {
    Set<Integer> declared = new HashSet<>();
    for (BtfType type : btf.types()) {
      if (type instanceof BtfType.DataSection section && isDeclarations(section)) {
        section.vars().forEach(v -> declared.add(v.type()));
      }
    }
    return declared;
  }

  /** Whether a section holds declarations, which libbpf replaces with variables of its own. */
  static boolean isDeclarations(BtfType.DataSection section) {
    return section.name().equals(".ksyms") || section.name().equals(".kconfig");
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      throw BtfLoadException.invalid(btf, id, otherwise);
    }
  }

  private void check() {
    BtfType type = btf.type(id);
    if (type instanceof BtfType.Composite c) {
      require(isValidOrEmptyName(c.name()), "Invalid name");
      checkMembers(c);
    } else if (type instanceof BtfType.Enumeration e) {
      require(isValidOrEmptyName(e.name()), "Invalid name");
      require(e.values().stream().allMatch(v -> isName(v.name())), "Invalid name");
    } else if (type instanceof BtfType.Forward || type instanceof BtfType.Typedef) {
      require(isName(type.name()), "Invalid name");
    } else if (type instanceof BtfType.Func f) {
      require(isName(f.name()), "Invalid name");
      require(
          f.linkage() != BtfType.Linkage.EXTERN || declared.contains(id), "Invalid func linkage");
    } else if (type instanceof BtfType.Var v) {
      require(isName(v.name()), "Invalid name");
      require(v.type() != 0 || declared.contains(id), "Invalid type_id");
      require(
          v.linkage() != BtfType.Linkage.EXTERN || declared.contains(id), "Linkage not supported");
    } else if (type instanceof BtfType.DataSection d && !isDeclarations(d)) {
      checkSection(d);
    }
  }

  private void checkMembers(BtfType.Composite composite) {
    long last = 0;
    for (BtfType.Member m : composite.members()) {
      String fault = memberFault(composite, m, last);
      if (fault != null) {
        throw BtfLoadException.invalid(btf, id, "member '" + m.name() + "': " + fault);
      }
      last = m.bitOffset();
    }
  }

  private static @Nullable String memberFault(
      BtfType.Composite composite, BtfType.Member member, long last) {
    if (!isValidOrEmptyName(member.name())) {
      return "Invalid name";
    }
    if (member.bitOffset() < last || member.bitOffset() != 0 && composite.union()) {
      return "Invalid member bits_offset";
    }
    return (member.bitOffset() + 7) / 8 > composite.size()
        ? "Member bits_offset exceeds its struct size"
        : null;
  }

  private void checkSection(BtfType.DataSection section) {
    require(section.size() != 0, "size == 0");
    require(isSectionName(section.name()), "Invalid name");
    long end = 0;
    for (BtfType.SectionVar v : section.vars()) {
      String fault = variableFault(section, v, end);
      if (fault != null) {
        throw BtfLoadException.invalid(btf, id, "variable [" + v.type() + "]: " + fault);
      }
      end = v.offset() + v.size();
    }
  }

  private static @Nullable String variableFault(
      BtfType.DataSection section, BtfType.SectionVar variable, long last) {
    if (variable.type() == 0) {
      return "Invalid type_id";
    }
    if (variable.offset() < last || variable.offset() >= section.size()) {
      return "Invalid offset";
    }
    if (variable.size() == 0 || variable.size() > section.size()) {
      return "Invalid size";
    }
    return variable.offset() + variable.size() > section.size() ? "Invalid offset+size" : null;
  }

  private static boolean isValidOrEmptyName(String name) {
    return name.isEmpty() || isName(name);
  }

  /** {@code btf_name_valid_identifier}. */
  static boolean isName(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length > MAX_NAME) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      int c = bytes[i] & 0xff;
      boolean digit = c >= '0' && c <= '9';
      if (!isLetter(c) && c != '_' && c != '.' && !(digit && i > 0)) {
        return false;
      }
    }
    return true;
  }

  /** ASCII only: the kernel does not treat bytes of multi-byte UTF-8 characters as letters. */
  private static boolean isLetter(int c) {
    int folded = c | 0x20;
    return folded >= 'a' && folded <= 'z';
  }

  private static boolean isSectionName(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length > MAX_NAME) {
      return false;
    }
    for (byte b : bytes) {
      int c = b & 0xff;
      if (c < 0x20 || c >= 0x7f && c < 0xa0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Position (from 1) of the first parameter that has a type but no name, which the kernel requires
   * in a definition; 0 when there is none.
   */
  static int unnamedParameter(List<BtfType.Param> params) {
    for (int i = 0; i < params.size(); i++) {
      if (params.get(i).name().isEmpty() && params.get(i).type() != 0) {
        return i + 1;
      }
    }
    return 0;
  }
}
