using Neurons.Run;

namespace Neurons;

/// <summary>Checks the options of a layer as a whole, so that one message tells everything that is wrong.</summary>
internal static class LayerValidation
{
    public static nint[] Shape(string model, int[] features)
    {
        foreach (var length in features)
        {
            if (length <= 0)
                throw new ArgumentOutOfRangeException(
                    nameof(features), length, $"{model}: the shape of the layer is {Shapes.Text(features)}; every dimension must be > 0.");
        }

        return features.Length > 0
            ? Array.ConvertAll(features, length => (nint)length)
            : throw new ArgumentException($"{model}: the shape of the layer is empty; give the number of features.", nameof(features));
    }

    /// <summary>The neuron and its parameters, or one exception for all that is wrong; without a shape, for all that is wrong in any.</summary>
    public static (Dynamics Dynamics, ParameterValue[] Values) Check(nint[]? shape, NeuronOptions options)
    {
        var problems = new List<ArgumentException>();
        Dynamics? dynamics = null;
        try
        {
            dynamics = options.Compile();
            if (options.InitialStates.Values.Count > 0) dynamics = dynamics.WithInitial(options.InitialStates.Values);
        }
        catch (ArgumentException e)
        {
            problems.Add(e);
        }

        var model = dynamics?.Definition ?? options.Describe();
        var values = options.ParameterValues.Select((parameter, p) => shape is null
            ? parameter.BeforeShape() : parameter.In(shape, $"{model.Name}: {model.ParameterNames[p]}")).ToArray();
        Run.Check.ranges(problems.Add, model, values);
        try
        {
            if (shape is not null) Run.Check.fit(model, values, shape);
            // A rule says nothing new of a parameter that is out of its range. For many neurons, a kernel finds soon that all is well.
            var isAllowed = dynamics is null || problems.Count > 0 || (Array.Exists(values, value => value.IsPerNeuron) && dynamics.Allows(values));
            if (!isAllowed) Run.Check.constraints(problems.Add, model, values);
        }
        catch (ArgumentException e)
        {
            problems.Add(e);
        }

        return problems.Count switch
        {
            0 => (dynamics!, values),
            1 => throw problems[0],
            _ => throw new ArgumentException($"{model.Name}: {problems.Count} options are not valid.\n{string.Join("\n", problems.Select(Line))}"),
        };
    }

    /// <summary>The message without what the exceptions of the platform add to it.</summary>
    private static string Line(ArgumentException problem)
    {
        var line = problem.Message.Split('\n')[0].TrimEnd();
        var added = $" (Parameter '{problem.ParamName}')";
        return "  " + (line.EndsWith(added, StringComparison.Ordinal) ? line[..^added.Length] : line);
    }
}
