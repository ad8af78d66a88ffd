using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace Neurons.Networks;

/// <summary>
/// The kinds of one sort of part, such as losses, by the names that they have in files: what is registered can be written into a checkpoint
/// and made again of it, and stands under its name in network files.
/// </summary>
/// <typeparam name="TPart">The sort of part.</typeparam>
public sealed class Registry<TPart>
    where TPart : class
{
    private readonly ConcurrentDictionary<string, Kind> _byName = new();
    private readonly ConcurrentDictionary<Type, Kind> _byType = new();
    private readonly ConcurrentDictionary<TPart, string> _single = new(ReferenceEqualityComparer.Instance);
    private readonly string _what, _key;
    private readonly string[] _reserved;

    /// <summary>A registry of a sort of part.</summary>
    /// <param name="what">What the parts are, such as <c>loss</c>, for messages.</param>
    /// <param name="key">What the name of a part is called in files, such as <c>name</c>.</param>
    public Registry(string what, string key = "name")
        : this(what, key, [])
    {
    }

    internal Registry(string what, string key, params string[] others) => (_what, _key, _reserved) = (what, key, [key, .. others]);

    /// <summary>Whether a name has another meaning in files.</summary>
    internal Predicate<string>? IsTaken { get; set; }

    /// <summary>The names, in snake_case.</summary>
    public IReadOnlyList<string> Names => [.. _byName.Values.Select(kind => kind.Name).Order(StringComparer.Ordinal)];

    /// <summary>
    /// Registers a kind of part. Its options are a record whose properties are truth values, numbers, text, enumerations, lists of numbers
    /// or other parts; in a file, their names are those of the properties in snake_case, and what is not named keeps its default.
    /// </summary>
    /// <typeparam name="TKind">The class of the part.</typeparam>
    /// <typeparam name="TOptions">The record of its options.</typeparam>
    /// <param name="name">The name in files; case and underscores make no difference on reading.</param>
    /// <param name="create">Makes the part of its options.</param>
    /// <param name="options">The options that make the same part again.</param>
    /// <exception cref="ArgumentException">Another class has the name, or an option is of a type that no file can hold.</exception>
    public void Register<TKind, [DynamicallyAccessedMembers(OptionsRecord.Read)] TOptions>(
        string name, Func<TOptions, TKind> create, Func<TKind, TOptions> options)
        where TKind : class, TPart
        where TOptions : class
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(options);
        var kind = new Kind(
            PartName.Snake(name), typeof(TKind), OptionsRecord.Of<TOptions>(), record => create((TOptions)record), part => options((TKind)part));
        if (kind.Record.Names.FirstOrDefault(option => _reserved.Any(own => PartName.Same(own, option))) is { } reserved)
            throw new ArgumentException(
                $"{typeof(TOptions).Name}: in a file, {reserved} of a {_what} means something else; an option needs another name.");
        RequireFree(name);
        if (_byName.GetOrAdd(PartName.Key(name), kind) is var known && (known.Type != typeof(TKind) || known.Single is not null))
            throw new ArgumentException($"The name '{name}' is that of another {_what}.", nameof(name));
        _byType[typeof(TKind)] = kind;
    }

    /// <summary>Registers a kind of part that is a record of its own options.</summary>
    /// <typeparam name="TKind">The class of the part.</typeparam>
    /// <param name="name">The name in files; case and underscores make no difference on reading.</param>
    /// <exception cref="ArgumentException">Another class has the name, or an option is of a type that no file can hold.</exception>
    public void Register<[DynamicallyAccessedMembers(OptionsRecord.Read)] TKind>(string name)
        where TKind : class, TPart => Register<TKind, TKind>(name, part => part, part => part);

    /// <summary>
    /// Registers one part that has neither options nor a state, such as one that is a function: a file holds its name, and reading gives the
    /// part itself.
    /// </summary>
    /// <param name="name">The name in files; case and underscores make no difference on reading.</param>
    /// <param name="part">The part.</param>
    /// <exception cref="ArgumentException">Another part has the name.</exception>
    public void Register(string name, TPart part)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(part);
        RequireFree(name);
        var kind = new Kind(PartName.Snake(name), part.GetType(), OptionsRecord.None, _ => part, _ => OptionsRecord.None, part);
        if (!ReferenceEquals(_byName.GetOrAdd(PartName.Key(name), kind).Single, part))
            throw new ArgumentException($"The name '{name}' is that of another {_what}.", nameof(name));
        _single[part] = kind.Name;
    }

    /// <summary>
    /// A part from text: its name, and after a colon the options that are not the default, such as <c>latency:steps=25,normalize</c>.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">There is no such part or option.</exception>
    public TPart Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var values = PartText.Parse(text, _what, _key);
        try
        {
            return Read(values, (PartPlace)_what);
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            throw new FormatException($"The {_what} is '{text}': {error.Message.TrimEnd('.')}.", error);
        }
    }

    /// <summary>A part of its text, or of named values with its name.</summary>
    /// <param name="node">The text or the values.</param>
    /// <exception cref="FormatException">There is no such part or option, or a value is not allowed.</exception>
    public TPart Parse(JsonNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node is JsonValue value && value.TryGetValue<string>(out var text) ? Parse(text) : Read(node, (PartPlace)_what);
    }

    /// <summary>The text that <see cref="Parse(string)"/> reads; the type's name where the part is not registered.</summary>
    /// <param name="part">The part.</param>
    public string TextOf(TPart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        return NameOf(part) is null ? part.GetType().Name : PartText.Of(Describe(part), _key);
    }

    /// <summary>The name of a part in files; null where it is not registered.</summary>
    internal string? NameOf(TPart part) =>
        _single.TryGetValue(part, out var name) ? name : _byType.TryGetValue(part.GetType(), out var kind) ? kind.Name : null;

    /// <summary>Whether a name is known.</summary>
    internal bool Has(string name) => _byName.ContainsKey(PartName.Key(name));

    /// <summary>Whether a part, described by a name or by named values with one, has an option.</summary>
    internal bool Takes(JsonNode? node, string option) =>
        (node is JsonObject values ? PartName.Value(values, _key) : node) is JsonValue value && value.TryGetValue<string>(out var name)
        && _byName.TryGetValue(PartName.Key(name), out var kind) && kind.Record.Names.Any(own => PartName.Same(own, option));

    /// <summary>A part as a file holds it: its name, and the options that differ from their default.</summary>
    /// <exception cref="NotSupportedException">Its class has not been registered.</exception>
    internal JsonObject Describe(TPart part)
    {
        if (_single.TryGetValue(part, out var single)) return new() { [_key] = single };
        if (!_byType.TryGetValue(part.GetType(), out var kind))
            throw new NotSupportedException(
                $"{part}: {part.GetType().Name} is not registered, and a file holds only a {_what} that can be made again; register it under a name");
        var values = kind.Record.Describe(kind.Options(part));
        values.Insert(0, _key, kind.Name);
        return values;
    }

    /// <summary>Makes a part of a name alone, or of named values with one.</summary>
    /// <param name="node">The name or the values.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="known">Names of values that are for others to read.</param>
    /// <exception cref="FormatException">The name is not known, or a value is not allowed; the message says which.</exception>
    internal TPart Read(JsonNode? node, PartPlace place, params ReadOnlySpan<string> known)
    {
        var values = node switch
        {
            JsonObject given => given,
            JsonValue text when text.TryGetValue<string>(out var alone) => new JsonObject { [_key] = alone },
            _ => throw new FormatException($"{place} is {node?.ToJsonString() ?? "null"}; it must be a name, or named values with one"),
        };
        var name = PartName.Value(values, _key) switch
        {
            null => throw new FormatException($"{place}: {_key} is missing; it must be a name, or named values with one"),
            JsonValue text when text.TryGetValue<string>(out var one) => one,
            var other => throw new FormatException($"{_key} is {other.ToJsonString()}; it must be text"),
        };
        if (!_byName.TryGetValue(PartName.Key(name), out var kind))
            throw new FormatException(
                $"{place} is '{name}'; it must be one of {string.Join(", ", Names)}.{DefinitionModule.suggestion(Names, name)}");
        return kind.Create(kind.Record.Create(kind.Name, values, place, [_key, .. known]));
    }

    private void RequireFree(string name)
    {
        if (IsTaken is { } isTaken && isTaken(name))
            throw new ArgumentException($"The name '{name}' means something else in files; a {_what} needs another.", nameof(name));
    }

    private sealed record Kind(
        string Name, Type Type, OptionsRecord Record, Func<object, TPart> Create, Func<TPart, object> Options, TPart? Single = null);
}
