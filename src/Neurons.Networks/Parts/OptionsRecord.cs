using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Neurons.Networks;

/// <summary>
/// A record of options as named values and back: what its longest constructor takes, and what can be set besides. A value that is not
/// named keeps the record's default.
/// </summary>
internal sealed class OptionsRecord
{
    /// <summary>What is read of a record; a trimmed application keeps it.</summary>
    internal const DynamicallyAccessedMemberTypes Read =
        DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicProperties;

    private readonly ConstructorInfo? _constructor;
    private readonly Option[] _options;

    private OptionsRecord(ConstructorInfo? constructor, Option[] options) => (_constructor, _options) = (constructor, options);

    /// <summary>That of a part without options.</summary>
    public static OptionsRecord None { get; } = new(null, []);

    /// <summary>The names of the options.</summary>
    public IEnumerable<string> Names => _options.Select(option => option.Name);

    /// <summary>Finds out about a type of record.</summary>
    /// <exception cref="ArgumentException">It has no public constructor, or an option of a type that no file can hold.</exception>
    public static OptionsRecord Of<[DynamicallyAccessedMembers(Read)] T>()
    {
        var type = typeof(T);
        var constructor = type.GetConstructors().MaxBy(one => one.GetParameters().Length)
            ?? throw new ArgumentException($"{type.Name} has no public constructor; options are a record that has one.");
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance);
        var options = new List<Option>();
        foreach (var parameter in constructor.GetParameters())
        {
            var property = Array.Find(
                properties, one => one.Name.Equals(parameter.Name, StringComparison.OrdinalIgnoreCase) && one.PropertyType == parameter.ParameterType)
                ?? throw new ArgumentException(
                    $"{type.Name}: the constructor takes {parameter.Name}, and there is no property of this name and type; options are a record.");
            options.Add(new(property, parameter));
        }
        foreach (var property in properties)
        {
            if (property.CanWrite && options.All(option => option.Property.Name != property.Name)) options.Add(new(property, null));
        }
        if (constructor.GetParameters().All(parameter => parameter.HasDefaultValue))
        {
            var given = options.Where(option => option.Parameter is not null);
            var plain = constructor.Invoke([.. given.Select(option => Default(option, option.Parameter!))]);
            foreach (var option in options)
            {
                if (option.Parameter is null && !option.IsRequired) option.Initial = option.Property.GetValue(plain);
            }
        }
        foreach (var option in options)
        {
            if (!PartValue.Takes(option.Property.PropertyType))
                throw new ArgumentException(
                    $"{type.Name}: {option.Property.Name} is of the type {option.Property.PropertyType.Name}, which no file can hold; "
                    + "numbers, text, enumerations, lists of numbers, and parts of networks can be options.");
        }
        return new(constructor, [.. options]);
    }

    /// <summary>Makes a record of named values.</summary>
    /// <param name="kind">The name of the part, for messages.</param>
    /// <param name="values">The values.</param>
    /// <param name="place">Where the part stands.</param>
    /// <param name="known">Names besides those of the options.</param>
    /// <exception cref="FormatException">A value is of another kind, is missing, or has no option; the message names it.</exception>
    public object Create(string kind, JsonObject values, PartPlace place, params ReadOnlySpan<string> known)
    {
        foreach (var (name, _) in values)
        {
            var isKnown = Names.Any(option => PartName.Same(option, name));
            foreach (var other in known) isKnown |= PartName.Same(other, name);
            if (!isKnown)
                throw new FormatException($"{kind} has no '{name}'; it has {string.Join(", ", Names)}.{DefinitionModule.suggestion(Names, name)}");
        }
        var arguments = _options.Where(option => option.Parameter is not null).Select(option => Value(option, Of(values, option), place)).ToArray();
        if (_constructor is null) return this;
        var record = _constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);
        foreach (var option in _options)
        {
            if (option.Parameter is not null) continue;
            if (Of(values, option) is { } node)
            {
                var value = PartValue.Read(option.Name, node, option.Property.PropertyType, place);
                option.Property.SetValue(record, value, BindingFlags.DoNotWrapExceptions, null, null, null);
            }
            else if (option.IsRequired)
            {
                throw Missing(option);
            }
        }
        return record;
    }

    /// <summary>The values of a record that differ from their default, and those without one.</summary>
    public JsonObject Describe(object record)
    {
        var values = new JsonObject();
        foreach (var option in _options)
        {
            var value = option.Property.GetValue(record);
            var initial = option.Parameter is { HasDefaultValue: true } parameter ? Default(option, parameter) : option.Initial;
            if (value is null || Equals(value, initial)) continue;
            values[option.Name] = PartValue.Write(value, option.Property.PropertyType);
        }
        return values;
    }

    private static JsonNode? Of(JsonObject values, Option option) => values.FirstOrDefault(pair => PartName.Same(pair.Key, option.Name)).Value;

    private static object? Value(Option option, JsonNode? node, PartPlace place)
    {
        if (node is not null) return PartValue.Read(option.Name, node, option.Property.PropertyType, place);
        return option.Parameter is { HasDefaultValue: true } parameter ? Default(option, parameter) : throw Missing(option);
    }

    private static FormatException Missing(Option option) =>
        new($"{option.Name} is missing; it must be {PartValue.Words(option.Property.PropertyType)}");

    /// <summary>The default of an enumeration is given as its number.</summary>
    private static object? Default(Option option, ParameterInfo parameter) =>
        parameter.DefaultValue is { } value && option.Property.PropertyType.IsEnum
            ? Enum.ToObject(option.Property.PropertyType, value) : parameter.DefaultValue;

    private sealed record Option(PropertyInfo Property, ParameterInfo? Parameter)
    {
        public string Name { get; } = PartName.Snake(Property.Name);

        /// <summary>Whether one that the constructor does not take has to be given.</summary>
        public bool IsRequired => Property.IsDefined(typeof(RequiredMemberAttribute));

        /// <summary>The default of one that the constructor does not take; null without.</summary>
        public object? Initial { get; set; }
    }
}
