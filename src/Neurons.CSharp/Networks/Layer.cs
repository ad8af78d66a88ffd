using System.ComponentModel;


namespace Neurons.Networks;

/// <summary>
/// A layer of a network: it takes sequences [T, batch, features…] and gives sequences [T, batch, features…]. A layer belongs to one
/// network, which names its parameters and draws their first numbers. Derive from it to write your own: an <see cref="OutputShape"/>, the
/// parameters, and a <see cref="Forward"/> that gives the output together with its gradient function.
/// </summary>
public abstract class Layer
{
    /// <summary>The shape of the features that the layer takes; null where it takes several, and <see cref="OutputShape"/> tells which.</summary>
    public virtual int[]? InputShape => null;

    /// <summary>
    /// Its own parameters, in a fixed order, known once <see cref="Build"/> has been called: those that are learnt, and those that are only
    /// stored with the network.
    /// </summary>
    public virtual IReadOnlyList<Parameter> StoredParameters => [];

    /// <summary>The layers that it is made of, whose parameters come after its own; none of most layers.</summary>
    public virtual IReadOnlyList<Layer> Children => [];

    /// <summary>
    /// Its place in the network, such as <c>2</c>, or <c>2.0</c> or <c>2.conv</c> in a layer made of layers; null before it is part of one.
    /// </summary>
    public string? Place { get; private set; }

    /// <summary>The shape of the features that it gives for features of a shape.</summary>
    /// <exception cref="ArgumentException">The layer does not take this shape; the message says what it takes.</exception>
    public abstract int[] OutputShape(int[] input);

    /// <summary>
    /// Tells the layer the shape of its input, before its parameters are asked for. Called by the network, perhaps several times with the same shape.
    /// </summary>
    /// <exception cref="ArgumentException">The layer does not take this shape; the message says what it takes.</exception>
    public virtual void Build(int[] input)
    {
    }

    /// <summary>
    /// Draws the first numbers of the parameters. Called once, by the network. A layer with random numbers of its own, such as dropout,
    /// takes them from this seed and stream.
    /// </summary>
    /// <param name="seed">The network's seed.</param>
    /// <param name="stream">What tells apart the random numbers of layers; each layer has one.</param>
    public virtual void Initialize(ulong seed, uint stream)
    {
        var random = new RandomStream(seed, stream);
        foreach (var parameter in StoredParameters) parameter.Draw(random);
    }

    /// <summary>
    /// The output of a whole sequence, and the gradient function. It changes nothing but memory of the pass, so that networks can be run
    /// by several threads, each with its workspace.
    /// </summary>
    /// <param name="input">The input, in a shape that <see cref="Build"/> has been told.</param>
    /// <param name="pass">Memory for the results, and what the layer has to know of the pass.</param>
    public abstract LayerRun Forward(Signal input, Pass pass);

    /// <summary>For people: the kind and the sizes.</summary>
    public abstract override string ToString();

    /// <summary>A forward pass that changes nothing.</summary>
    protected static LayerRun Identity(Signal input) => new(
        input,
        (outputGradient, _, inputGradient) =>
        {
            if (inputGradient is not null) outputGradient.CopyNumbersTo(inputGradient);
        });

    /// <summary>Its parameters and those of the layers that it is made of.</summary>
    public IEnumerable<Parameter> AllParameters => StoredParameters.Concat(Children.SelectMany(child => child.AllParameters));

    /// <summary>Makes the layer part of a network: names its parameters, and draws their first values. It can be only once.</summary>
    /// <param name="path">Its place, such as <c>2</c>, or <c>2.0</c> in a layer made of layers.</param>
    /// <param name="seed">The network's seed.</param>
    /// <param name="stream">What tells apart the random numbers of layers; each layer takes one.</param>
    /// <param name="require">Asked before a parameter takes memory, to refuse it; null for no one.</param>
    /// <exception cref="ArgumentException">It is part of a network already, or a parameter is not possible in one.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public virtual void Attach(string path, ulong seed, ref uint stream, Action<Parameter>? require)
    {
        if (Place is not null) throw new ArgumentException($"Layer {path}, {this}, is already part of a network; make one for each place.");
        Place = path;
        foreach (var parameter in StoredParameters)
        {
            parameter.Name = $"{path}.{parameter.Name}";
            require?.Invoke(parameter);
        }
        // a layer that is nothing but its layers has no random numbers
        if (Children.Count == 0 || StoredParameters.Count > 0) Initialize(seed, stream++);
        for (var i = 0; i < Children.Count; i++) Children[i].Attach($"{path}.{ChildName(i)}", seed, ref stream, require);
    }

    /// <summary>What stands for one of <see cref="Children"/> in the names of its parameters: its number, where it has no name.</summary>
    /// <param name="index">Its place among them.</param>
    protected virtual string ChildName(int index) => $"{index}";
}
