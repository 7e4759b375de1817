package io.github.hidbpf4j.bpf.proto;

/**
 * What the reference of the API prints of a function, in Markdown.
 *
 * @param does what a call does
 * @param returns what it returns, errors included
 */
public record ManualEntry(String does, String returns) implements FunctionProperty {}
