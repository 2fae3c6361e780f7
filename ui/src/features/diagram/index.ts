// Diagrams: a fence that names one can be drawn when it is asked for.
export { default as Diagram } from './Diagram.svelte'
export { isDiagram } from './diagram-source'
