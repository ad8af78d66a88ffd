namespace Neurons.Nir;

/// <summary>What the equations of NIR ask of numbers. The format asks for none of it, so a file may have others.</summary>
internal static class Equations
{
    /// <summary>Whether a parameter is a time constant.</summary>
    public static bool IsTime(string name) => name.StartsWith("tau", StringComparison.Ordinal);

    /// <summary>The first number of each parameter of a node with which nothing can be computed.</summary>
    public static IEnumerable<(string Name, double Value, string Allowed)> Problems(NirNode node)
    {
        foreach (var (name, value) in node.Parameters)
        {
            if (!value.IsNumeric) continue;
            // in float32, in which networks are computed
            foreach (var number in value.ToDoubles())
            {
                var isFinite = float.IsFinite((float)number);
                if (isFinite && (!IsTime(name) || number > 0) && (name != "delay" || number >= 0)) continue;
                yield return (name, number, IsTime(name) ? "> 0 and finite" : name == "delay" ? "≥ 0 and finite" : "finite");
                break;
            }
        }
    }
}
