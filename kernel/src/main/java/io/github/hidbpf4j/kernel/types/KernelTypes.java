package io.github.hidbpf4j.kernel.types;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfReader;
import io.github.hidbpf4j.bpf.btf.header.BaseHeaders;
import io.github.hidbpf4j.bpf.btf.header.CHeaderParser;
import io.github.hidbpf4j.bpf.btf.header.CHeaderPrinter;
import io.github.hidbpf4j.bpf.btf.header.HeaderSource;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The types of one kernel, as programs see them: structs, enums, kfunc prototypes and the functions
 * that programs attach to. The BTF that an object is relocated against ({@link #btf}) and the
 * header that a program includes ({@link #vmlinuxHeader}) are generated from the same headers, so
 * they cannot disagree.
 *
 * <p>Layouts: {@code struct hid_bpf_ctx} has 32 bytes up to 6.10 and 16 from 6.11 on; {@code struct
 * hid_bpf_ops} exists from 6.11 on, and {@code struct hid_device} has its fields at the offsets of
 * Debian's kernel of the release, up to 6.12 only those up to {@code country} (measured on 6.12 and
 * on 6.16 to 7.3). Non-HID structs contain the fields that programs use, at their own offsets:
 * programs access them through CO-RE.
 */
public final class KernelTypes {
  private static final String DIRECTORY = "/io/github/hidbpf4j/kernel/";
  private static final Map<String, Map<String, String>> PROFILES = profiles();
  private static final Map<String, KernelTypes> CACHE = new ConcurrentHashMap<>();

  private final String profile;
  private final Btf btf;

  private KernelTypes(String profile, Btf btf) {
    this.profile = profile;
    this.btf = btf;
  }

  /**
   * Names of the profiles, oldest proposal first: {@code rfc-v1}, {@code rfc-212}, {@code rfc-v2}
   * to {@code rfc-v6}, {@code 6.3}, {@code 6.10} to {@code 6.12}, {@code 6.12-strict-async}, {@code
   * 6.12-wq-bh}, {@code 6.13} to {@code 7.3}.
   */
  public static List<String> profileNames() {
    return List.copyOf(PROFILES.keySet());
  }

  /** The types that programs of a profile see, which are those of its base profile. */
  public static KernelTypes of(ApiProfile profile) {
    return forProfile(profile.base());
  }

  /**
   * The types under this profile; the same object each time.
   *
   * @throws BpfException when there is no such profile
   */
  public static KernelTypes forProfile(String name) {
    Map<String, String> defines = PROFILES.get(name);
    if (defines == null) {
      throw new BpfException(
          "unknown API profile \""
              + name
              + "\", expected one of "
              + String.join(", ", PROFILES.keySet()));
    }
    return CACHE.computeIfAbsent(name, n -> new KernelTypes(n, load(n, defines)));
  }

  /** The types of a profile, from the headers. */
  static Btf parsed(String profile) {
    return parse(Objects.requireNonNull(PROFILES.get(profile)));
  }

  private static Btf load(String profile, Map<String, String> defines) {
    String[] prepared = PreparedText.of(profile);
    return prepared.length == 0
        ? parse(defines)
        : BtfReader.read("types of " + profile, bytes(prepared));
  }

  private static byte[] bytes(String[] pieces) {
    int length = 0;
    for (String piece : pieces) {
      length += piece.length();
    }
    byte[] all = new byte[length];
    int end = 0;
    for (String piece : pieces) {
      byte[] bytes = piece.getBytes(StandardCharsets.ISO_8859_1);
      System.arraycopy(bytes, 0, all, end, bytes.length);
      end += bytes.length;
    }
    return all;
  }

  /** The profile's name. */
  public String profile() {
    return profile;
  }

  /** What CO-RE relocations, kfunc calls and attach targets resolve against. */
  public Btf btf() {
    return btf;
  }

  /**
   * The text of {@code vmlinux.h}. A program that defines {@code BPF_KFUNC_PROTOTYPES} before it
   * includes it gets prototypes of the kfuncs too.
   */
  public String vmlinuxHeader() {
    return CHeaderPrinter.print(btf, CHeaderPrinter.Functions.ALL);
  }

  /**
   * Macros for parsing our headers: {@code LINUX} is the kernel version as a number, 612 for 6.12.
   */
  private static Map<String, Map<String, String>> profiles() {
    Map<String, Map<String, String>> m = new LinkedHashMap<>();
    // the first proposals were made on top of 6.8, the later ones during 6.9
    m.put("rfc-v1", Map.of("LINUX", "608", "RFC", "1", "RFC_V1", "1"));
    m.put("rfc-212", Map.of("LINUX", "608", "RFC", "1", "RFC_212", "1"));
    m.put("rfc-v2", Map.of("LINUX", "608", "RFC", "1", "RFC_V2", "1"));
    m.put("rfc-v3", Map.of("LINUX", "608", "RFC", "1", "RFC_V3", "1"));
    m.put("rfc-v4", Map.of("LINUX", "609", "RFC", "1", "RFC_V4", "1"));
    m.put("rfc-v5", Map.of("LINUX", "609", "RFC", "1", "RFC_V5", "1"));
    m.put("rfc-v6", Map.of("LINUX", "609", "RFC", "1", "RFC_V6", "1"));
    m.put("6.3", Map.of("LINUX", "603"));
    m.put("6.10", Map.of("LINUX", "610"));
    m.put("6.11", Map.of("LINUX", "611"));
    m.put("6.12", Map.of("LINUX", "612"));
    m.put("6.12-strict-async", Map.of("LINUX", "612"));
    m.put("6.12-wq-bh", Map.of("LINUX", "612", "WQ_BH", "1"));
    for (int minor = 13; minor <= 19; minor++) {
      m.put("6." + minor, Map.of("LINUX", "6" + minor));
    }
    for (int minor = 0; minor <= 3; minor++) {
      m.put("7." + minor, Map.of("LINUX", "70" + minor));
    }
    return m;
  }

  private static Btf parse(Map<String, String> defines) {
    List<HeaderSource> headers = new ArrayList<>(BaseHeaders.sources());
    for (String name : List.of("hid.h", "hid_bpf.h")) {
      headers.add(
          HeaderSource.resource(name, KernelTypes.class.getResourceAsStream(DIRECTORY + name)));
    }
    return CHeaderParser.parse(headers, defines);
  }
}
